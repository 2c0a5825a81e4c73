// MiniSearch's part of bench.search_peers: prints a line {"qid", "docs", "ms"} for each query.
import { readFileSync } from "node:fs";
import MiniSearch from "minisearch";

const folder = process.argv[2];
const rows = (name) => readFileSync(`${folder}/${name}`, "utf8").trim().split("\n").map((line) => JSON.parse(line));
const engines = new Map();
for (const doc of rows("docs.jsonl")) {
  if (!engines.has(doc.lang)) engines.set(doc.lang, new MiniSearch({ fields: ["title", "alt", "body"] }));
  engines.get(doc.lang).add({ id: doc.id, title: doc.title, alt: doc.alt.join("\n"), body: doc.body });
}
const options = { fuzzy: 0.2, prefix: true, boost: { title: 3, alt: 2 } };
for (const query of rows("queries.jsonl")) {
  const began = performance.now();
  const docs = engines.get(query.target).search(query.text, options).slice(0, 20).map((hit) => hit.id);
  console.log(JSON.stringify({ qid: query.id, docs, ms: performance.now() - began }));
}

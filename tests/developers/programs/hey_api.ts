// What a program does that calls the API by the functions of @hey-api/openapi-ts; prints what it got as JSON.
import { getEntry, getFeedback, listEntries, search, sendFeedback } from "./sdk";
import { client } from "./sdk/client.gen";

client.setConfig({ baseUrl: process.argv[2] });

async function main() {
  const query = { lang: "sv", kind: ["style" as const], limit: 4 };
  const { data: first } = await listEntries({ query, throwOnError: true });
  const cursor = first.page.next_cursor ?? undefined;
  const { data: second } = await listEntries({ query: { ...query, cursor }, throwOnError: true });
  const { data: entry } = await getEntry({
    path: { entry_id: "service-pyramid" },
    query: { lang: "sv", include: ["sections", "figure"] },
    throwOnError: true,
  });
  const { data: fallback } = await getEntry({ path: { entry_id: "external-marketing" }, query: { lang: "tl" }, throwOnError: true });
  const { data: found } = await search({ query: { lang: "sv", q: "kundetilfredshed" }, throwOnError: true });
  const { error } = await getEntry({ path: { entry_id: "no-such-entry" }, query: { lang: "tl" } });
  const { data: sent } = await sendFeedback({
    query: { lang: "tl" },
    body: { kind: "question", entry: "external-marketing", message: "Mayroon bang halimbawa?" },
    throwOnError: true,
  });
  const { data: message } = await getFeedback({
    path: { message_id: sent.id },
    query: { receipt: sent.receipt },
    throwOnError: true,
  });
  if (typeof message === "string") throw new Error("A page was sent to a program.");
  console.log(
    JSON.stringify({
      labels: [...first.items, ...second.items].map((item) => item.pref_label),
      // Only a model has a figure, and the compiler knows.
      figure: entry.kind === "model" ? entry.figure?.figure : null,
      sections: entry.sections?.map((section) => section.title),
      fallback: [fallback.requested_lang, fallback.lang, fallback.fallback?.reason],
      hit: [found.items[0]?.id, found.items[0]?.matched.why],
      problem: [error?.status, error?.code, error?.title],
      message: [message.status, message.kind, message.lang],
    }),
  );
}

void main();

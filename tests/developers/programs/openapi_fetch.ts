// What a program does that calls the API by the types of openapi-typescript; prints what it got as JSON.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

type Problem = components["schemas"]["Problem"];

const client = createClient<paths>({ baseUrl: process.argv[2] });

function given<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

async function main() {
  const first = given(await client.GET("/v1/entries", { params: { query: { lang: "sv", kind: ["style"], limit: 4 } } }));
  const cursor = first.page.next_cursor ?? undefined;
  const second = given(
    await client.GET("/v1/entries", { params: { query: { lang: "sv", kind: ["style"], limit: 4, cursor } } }),
  );
  const entry = given(
    await client.GET("/v1/entries/{entry_id}", {
      params: { path: { entry_id: "service-pyramid" }, query: { lang: "sv", include: ["sections", "figure"] } },
    }),
  );
  const fallback = given(
    await client.GET("/v1/entries/{entry_id}", { params: { path: { entry_id: "external-marketing" }, query: { lang: "tl" } } }),
  );
  const found = given(await client.GET("/v1/search", { params: { query: { lang: "sv", q: "kundetilfredshed" } } }));
  const { error } = await client.GET("/v1/entries/{entry_id}", {
    params: { path: { entry_id: "no-such-entry" }, query: { lang: "tl" } },
  });
  const problem: Problem | undefined = error;
  const sent = given(
    await client.POST("/v1/feedback", {
      params: { query: { lang: "tl" } },
      body: { kind: "question", entry: "external-marketing", message: "Mayroon bang halimbawa?" },
    }),
  );
  const message = given(
    await client.GET("/v1/feedback/{message_id}", {
      params: { path: { message_id: sent.id }, query: { receipt: sent.receipt } },
    }),
  );
  if (typeof message === "string") throw new Error("A page was sent to a program.");
  console.log(
    JSON.stringify({
      labels: [...first.items, ...second.items].map((item) => item.pref_label),
      // Only a model has a figure, and the compiler knows.
      figure: entry.kind === "model" ? entry.figure?.figure : null,
      sections: entry.sections?.map((section) => section.title),
      fallback: [fallback.requested_lang, fallback.lang, fallback.fallback?.reason],
      hit: [found.items[0]?.id, found.items[0]?.matched.why],
      problem: [problem?.status, problem?.code, problem?.title],
      message: [message.status, message.kind, message.lang],
    }),
  );
}

void main();

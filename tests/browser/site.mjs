// What a browser makes of the site; called by test_site.py with a plan as JSON on standard input.
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.CLIENTS}/`);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const { args, server, shots, steps: plan } = JSON.parse(readFileSync(0, "utf8"));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args });

async function opened(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const seen = { errors: [], foreign: [], bytes: 0 };
  page.on("console", (message) => message.type() === "error" && seen.errors.push(message.text()));
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("request", (request) => request.url().startsWith(server) || seen.foreign.push(request.url()));
  const network = await context.newCDPSession(page);
  await network.send("Network.enable");
  network.on("Network.loadingFinished", ({ encodedDataLength }) => (seen.bytes += encodedDataLength));
  await page.goto(server + path, { waitUntil: "load" });
  return { context, page, seen };
}

// Goes from control to control, as somebody does who has no mouse, until one says what is wanted.
async function tabTo(page, wanted) {
  for (let count = 0; count < 200; count += 1) {
    await page.keyboard.press("Tab");
    const said = await page.evaluate("(document.activeElement.innerText ?? document.activeElement.textContent).trim()");
    if (said === wanted) {
      const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
      if (outline === "none") throw new Error(`${wanted} does not show that it has the focus`);
      return;
    }
  }
  throw new Error(`${wanted} is not within reach of the keyboard`);
}

async function follow(page, wanted) {
  await tabTo(page, wanted);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ").slice(0, 300)}`);
}

const steps = {
  // One page as it looks: under axe, without scrolling sideways, without anything from elsewhere.
  async look({ path, width, scheme }) {
    const { context, page, seen } = await opened(path, { colorScheme: scheme, viewport: { width, height: 900 } });
    const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    await page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))");
    const told = await violations(page);
    if (shots) {
      const name = path.replace(/\W+/g, "-").replace(/^-|-$/g, "");
      await page.screenshot({ path: `${shots}/${name}-${scheme}-${width}.png`, fullPage: true });
    }
    await context.close();
    return { ...seen, overflow, violations: told };
  },

  // From the Tagalog home page to the Swedish pyramid and what embeds it, by keyboard alone.
  async newcomer({ home, trail, to, use, copy, copied }) {
    const { context, page, seen } = await opened(home, { permissions: ["clipboard-read", "clipboard-write"] });
    for (const link of trail) await follow(page, link);
    const read = await page.locator("article").getAttribute("lang");
    const label = await page.locator("h1").textContent();
    // Reading on: the page moves, and its end comes into sight.
    await page.keyboard.press("End");
    const left = () => page.evaluate("document.documentElement.scrollHeight - innerHeight - scrollY");
    for (let waited = 0; (await left()) > 2; waited += 1) {
      if (waited > 200) throw new Error("the end of the page is not within reach of the keyboard");
      await page.waitForTimeout(100);
    }
    await follow(page, to);
    const lang = await page.locator("article").getAttribute("lang");
    await tabTo(page, use);
    await page.keyboard.press("Enter");
    await tabTo(page, copy);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: copied }).waitFor();
    const embed = await page.evaluate("navigator.clipboard.readText()");
    // What was copied, in a page of somebody else.
    const elsewhere = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(embed));
    await new Promise((listening) => elsewhere.listen(0, "127.0.0.1", listening));
    const host = await context.newPage();
    await host.goto(`http://127.0.0.1:${elsewhere.address().port}/`);
    const frame = await (await host.locator("iframe").elementHandle()).contentFrame();
    await frame.locator("h1").waitFor();
    const shown = await frame.locator("h1").textContent();
    await context.close();
    elsewhere.close();
    return { ...seen, read, label, lang, embed, shown };
  },

  // Suggestions by keyboard: type, go down, enter.
  async suggestions({ home, typed }) {
    const { context, page, seen } = await opened(home);
    await page.locator("#q").focus();
    await page.keyboard.type(typed);
    await page.locator("[role=option]").first().waitFor();
    await page.keyboard.press("ArrowDown");
    const chosen = await page.locator("[role=option][aria-selected=true]").getAttribute("id");
    const active = await page.locator("#q").getAttribute("aria-activedescendant");
    const said = await page.locator(".search [role=status]").textContent();
    await page.keyboard.press("Escape");
    const closed = await page.locator("#q").getAttribute("aria-expanded");
    await page.keyboard.type("e");
    await page.locator("[role=option]").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    const title = await page.locator("h1").textContent();
    await context.close();
    return { ...seen, chosen, active, said, closed, title };
  },

  // Words of headings that are cut in two, without a hyphen of theirs, on the smallest screen.
  async headings({ path }) {
    const { context, page, seen } = await opened(path, { viewport: { width: 320, height: 900 } });
    const cut = await page.evaluate(() => {
      const found = [];
      for (const heading of document.querySelectorAll("h1, h2, h3")) {
        const walker = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          for (const { 0: word, index } of node.data.matchAll(/[^\s\u00ad-]+/g)) {
            // The last box of a letter: the first may be that of a hyphen before it.
            const tops = [...word].map((_, at) => {
              const range = document.createRange();
              range.setStart(node, index + at);
              range.setEnd(node, index + at + 1);
              return Math.round([...range.getClientRects()].at(-1).top);
            });
            if (new Set(tops).size > 1) found.push(word);
          }
        }
      }
      return found;
    });
    await context.close();
    return { ...seen, cut };
  },

  // A page with scripts switched off: there is a text, and everything that opens does.
  async still({ path }) {
    const { context, page, seen } = await opened(path, { javaScriptEnabled: false });
    const title = await page.locator("h1").innerText();
    for (const summary of await page.locator("main summary").all()) {
      await summary.click();
      if (!(await summary.locator("xpath=..").getAttribute("open", { timeout: 2000 }) !== null)) throw new Error("it stays shut");
    }
    const links = await page.locator("main a:visible").count();
    await context.close();
    return { ...seen, title, links };
  },

  // Search and read with scripts switched off.
  async plain({ home, query }) {
    const { context, page, seen } = await opened(home, { javaScriptEnabled: false });
    await page.locator("#q").fill(query);
    await page.locator(".search button").click();
    await page.locator(".hits a").first().click();
    const title = await page.locator("h1").textContent();
    await context.close();
    return { ...seen, title };
  },

  // With scripts switched off: write to the editors from an entry's page, see how the message stands, erase it.
  async feedback({ path, use, kind, message, email, erase }) {
    const { context, page, seen } = await opened(path, { javaScriptEnabled: false, viewport: { width: 320, height: 900 } });
    const shot = (name) => shots && page.screenshot({ path: `${shots}/feedback-${name}.png`, fullPage: true });
    const watched = async () => {
      const looking = await opened(page.url().slice(server.length), { viewport: { width: 320, height: 900 } });
      const found = [...(await violations(looking.page)), ...looking.seen.errors];
      const overflow = await looking.page.evaluate("document.documentElement.scrollWidth - innerWidth");
      await looking.context.close();
      return overflow > 0 ? [...found, `${overflow} pixels too wide`] : found;
    };
    await page.locator("summary", { hasText: use }).click();
    await page.getByLabel(kind, { exact: true }).check();
    await page.locator("#message").fill(message);
    await page.locator("#email").fill(email);
    await page.locator(".write button").click();
    await page.waitForURL("**/v1/feedback/**");
    const address = page.url();
    const sent = await page.locator("main").innerText();
    const lang = await page.locator("html").getAttribute("lang");
    await shot("sent");
    const found = await watched();
    // Come back by the address, as somebody does a week later.
    await page.goto(address);
    const seenAgain = await page.locator("main").innerText();
    await page.getByRole("button", { name: erase }).click();
    await page.waitForURL("**/erase**");
    const erased = await page.locator("main").innerText();
    await shot("erased");
    const answer = await page.goto(address);
    const gone = answer.status();
    await page.goto(`${server}/v1/feedback-form?entry=service-pyramid&kind=wish&lang=tl`);
    await shot("form");
    found.push(...(await watched()));
    await context.close();
    return { ...seen, address, lang, sent, seenAgain, erased, gone, violations: found };
  },

  // What an editor sees: the open page follows what is saved, and tells what is wrong with it.
  async preview({ path, file, mend, broken, said }) {
    const { context, page, seen } = await opened(path);
    const text = readFileSync(file, "utf8");
    const shows = (wanted) => page.locator("main", { hasText: wanted }).waitFor({ timeout: 90_000 });
    writeFileSync(file, text.replace(mend[0], mend[1]));
    await shows(mend[1]);
    writeFileSync(file, text.replace(mend[0], mend[1]).replace(broken[0], broken[1]));
    await page.locator(".note.bad", { hasText: said }).waitFor({ timeout: 90_000 });
    const problems = await page.locator(".note.bad").allInnerTexts();
    const still = await page.locator("main").innerText();
    if (shots) await page.screenshot({ path: `${shots}/preview.png`, fullPage: true });
    writeFileSync(file, text);
    await shows(mend[0]);
    await page.locator(".note.bad").first().waitFor({ state: "detached", timeout: 90_000 });
    await context.close();
    return { ...seen, problems, still };
  },

  // Around the map by keyboard.
  async map({ path, to }) {
    const { context, page, seen } = await opened(path);
    await page.locator("svg.wide a", { hasText: to }).focus();
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    const title = await page.locator("h1").textContent();
    await context.close();
    return { ...seen, title };
  },
};

const results = [];
for (const { step, ...given } of plan) results.push(await steps[step](given));
await browser.close();
console.log(JSON.stringify(results));

// What a browser makes of the site; called by test_site.py with a plan as JSON on standard input.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.CLIENTS}/`);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const { server, shots, steps: plan } = JSON.parse(readFileSync(0, "utf8"));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });

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

const steps = {
  // One page as it looks: under axe, without scrolling sideways, without anything from elsewhere.
  async look({ path, width, scheme }) {
    const { context, page, seen } = await opened(path, { colorScheme: scheme, viewport: { width, height: 900 } });
    const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    await page.evaluate("document.querySelectorAll('details').forEach((details) => (details.open = true))");
    await page.evaluate(axe);
    const { violations } = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
    if (shots) {
      const name = path.replace(/\W+/g, "-").replace(/^-|-$/g, "");
      await page.screenshot({ path: `${shots}/${name}-${scheme}-${width}.png`, fullPage: true });
    }
    await context.close();
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ").slice(0, 300)}`);
    return { ...seen, overflow, violations: told };
  },

  // From the Tagalog home page to the Swedish pyramid and what embeds it, by keyboard alone.
  async newcomer({ home, trail, use, copy }) {
    const { context, page, seen } = await opened(home);
    for (const link of trail) await follow(page, link);
    const lang = await page.locator("article").getAttribute("lang");
    await tabTo(page, use);
    await page.keyboard.press("Enter");
    await tabTo(page, copy);
    const embed = await page.locator("#embed").inputValue();
    const frame = /src="([^"]+)"/.exec(embed)[1];
    const answer = await page.request.get(frame);
    await context.close();
    return { ...seen, lang, embed, status: answer.status() };
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

  // Search, read, and write to the editors with scripts switched off.
  async plain({ home, query, hit, use, message }) {
    const { context, page, seen } = await opened(home, { javaScriptEnabled: false });
    await page.locator("#q").fill(query);
    await page.locator(".search button").click();
    await page.locator(".hits a", { hasText: hit }).first().click();
    const title = await page.locator("h1").textContent();
    await page.locator("summary", { hasText: use }).click();
    await page.locator("#message").fill(message);
    await page.locator(".write button").click();
    await page.waitForURL("**/v1/feedback/**");
    const told = await page.locator("body").innerText();
    await context.close();
    return { ...seen, title, told };
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

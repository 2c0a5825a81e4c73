// What browsers make of embedded pages and packages; called by test_browser.py with a plan as JSON on standard input.
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.CLIENTS}/`);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const plan = JSON.parse(readFileSync(0, "utf8"));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });

// A host that allows nothing but frames of the server, and notes the messages that come from one.
async function framed({ url, server, width, scheme, script = true }) {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 800 } });
  const page = await context.newPage();
  const seen = { errors: [], requests: [], messages: [] };
  page.on("console", (message) => message.type() === "error" && seen.errors.push(message.text()));
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("request", (request) => seen.requests.push(request.url()));
  const host = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.setHeader(
      "content-security-policy",
      `default-src 'none'; frame-src ${server}; script-src 'nonce-h'; style-src 'none'`,
    );
    response.end(
      `<!doctype html><html lang="en"><title>Host</title><script nonce="h">window.got=[];` +
        `addEventListener("message",(event)=>got.push({...event.data,origin:event.origin}))</script>` +
        `<iframe title="x" sandbox="${script ? "allow-scripts" : ""}" src="${url}#?secret=abc123" width="${width - 20}"></iframe></html>`,
    );
  });
  await new Promise((resolve) => host.listen(0, "127.0.0.1", resolve));
  const own = `http://127.0.0.1:${host.address().port}/`;
  await page.goto(own, { waitUntil: "load" });
  await page.waitForTimeout(400);
  seen.messages = await page.evaluate("window.got");
  const frame = page.frames()[1];
  if (script) {
    seen.wide = await frame.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    seen.colours = await frame.evaluate(
      "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]",
    );
  }
  seen.text = await frame.locator("h1").textContent();
  seen.cookies = await context.cookies();
  seen.requests = seen.requests.filter((address) => address !== own && !address.startsWith(url) && !address.endsWith("/favicon.ico"));
  await context.close();
  host.close();
  return seen;
}

// The page by itself under axe; the content security policy would keep axe out.
async function accessible({ url, width = 1024, scheme = "light" }) {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 800 }, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(url);
  await page.evaluate(axe);
  const { violations } = await page.evaluate("axe.run(document, {resultTypes: ['violations']})");
  await context.close();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ").slice(0, 400)}`);
}

// A page of a frontend that uses the element.
async function element({ server, id, lang }) {
  const page = await browser.newPage();
  const errors = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  const host = createServer((_, response) => {
    response.setHeader("content-type", "text/html");
    response.end(
      `<!doctype html><html lang="en"><script type="module" src="${server}/embed/service-entry-1.js"></script>` +
        `<service-entry id="${id}" lang="${lang}" theme="dark"></service-entry>`,
    );
  });
  await new Promise((resolve) => host.listen(0, "127.0.0.1", resolve));
  await page.goto(`http://127.0.0.1:${host.address().port}/`);
  const frame = await page.waitForFunction(
    "(() => { const f = document.querySelector('service-entry').shadowRoot?.querySelector('iframe'); return f && parseInt(f.style.height) > 400 && f.style.height })()",
  );
  const height = await frame.jsonValue();
  const title = await page.frames()[1].locator("h1").textContent();
  await page.evaluate(`document.querySelector('service-entry').setAttribute('lang', 'da')`);
  await page.waitForTimeout(500);
  const other = await page.frames()[1].locator("html").getAttribute("lang");
  await page.close();
  host.close();
  return { height, title, other, errors };
}

const steps = { framed, accessible, element };
const results = [];
for (const { step, ...given } of plan) results.push(await steps[step](given));
await browser.close();
console.log(JSON.stringify(results));

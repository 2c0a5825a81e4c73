// What browsers make of embedded pages and packages; called by the tests with a plan as JSON on standard input.
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

// A post in somebody's blog: whether the frame was shown, and how high it is, once its page has told.
async function post({ url }) {
  const page = await browser.newPage();
  await page.goto(url);
  const frame = page.locator("iframe.wp-embedded-content");
  const settled = `(() => { const f = document.querySelector("iframe.wp-embedded-content"); return f.style.clip === "" && f.height !== "480" })()`;
  await page.waitForFunction(settled);
  const height = Number(await frame.getAttribute("height"));
  const told = await page.frames()[1].evaluate("Math.ceil(document.documentElement.getBoundingClientRect().height)");
  const quoted = await page.locator("blockquote.wp-embedded-content").isVisible();
  await page.close();
  return { height, told, quoted };
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

// A platform that runs a SCORM package: read half by keyboard, leave, come back, read the rest.
async function course({ folder }) {
  const player = readFileSync(`${process.env.CLIENTS}/node_modules/scorm-again/dist/scorm12.min.js`, "utf8");
  const host = createServer((request, response) => {
    const path = request.url.split("?")[0];
    response.setHeader("content-type", path.endsWith(".js") ? "text/javascript" : "text/html");
    if (path === "/player.js") return response.end(player);
    if (path === "/favicon.ico") return response.end();
    if (path !== "/") return response.end(readFileSync(folder + path));
    const known = JSON.stringify(saved || {}).replace(/</g, "\\u003c");
    response.end(
      `<!doctype html><script src="/player.js"></script><script>API=new Scorm12API({autocommit:false});` +
        `API.loadFromJSON(${known});window.log=[];for(const e of ["LMSInitialize","LMSFinish"])API.on(e,()=>log.push(e));` +
        `</script><iframe src="/index.html" width="900" height="700"></iframe>`,
    );
  });
  let saved = null;
  await new Promise((resolve) => host.listen(0, "127.0.0.1", resolve));
  const context = await browser.newContext();
  const page = await context.newPage();
  const errors = [];
  page.on("console", (message) => message.type() === "error" && !/favicon/.test(message.location().url) && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  const visits = [];
  for (const share of [0.5, 1]) {
    await page.goto(`http://127.0.0.1:${host.address().port}/`, { waitUntil: "load" });
    const frame = page.frames()[1];
    const total = await frame.locator(".screen").count();
    const opened = await frame.locator(".screen:not([hidden])").getAttribute("id");
    const already = await frame.locator("nav li.done").count();
    await frame.locator("#read").focus();
    for (let number = already; number < Math.ceil(total * share); number += 1) {
      if (number > already || (await frame.locator("#read").isDisabled())) {
        await frame.locator("#next").focus();
        await page.keyboard.press("Enter");
        await frame.locator("#read").focus();
      }
      await page.keyboard.press("Space");
    }
    await frame.evaluate("location.href = 'about:blank'");
    await page.waitForTimeout(200);
    const cmi = await page.evaluate("API.renderCMIToJSONObject().cmi");
    visits.push({ opened, already, total, core: cmi.core, suspend: cmi.suspend_data.length, log: await page.evaluate("window.log") });
    saved = { core: { lesson_status: cmi.core.lesson_status, lesson_location: cmi.core.lesson_location }, suspend_data: cmi.suspend_data };
  }
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(`file://${folder}/index.html`);
  await page.keyboard.press("Tab");
  const alone = await page.locator(".screen:not([hidden])").count();
  await context.close();
  host.close();
  return { errors, visits, alone, requests };
}

const steps = { course, framed, accessible, element, post };
const results = [];
for (const { step, ...given } of plan) results.push(await steps[step](given));
await browser.close();
console.log(JSON.stringify(results));

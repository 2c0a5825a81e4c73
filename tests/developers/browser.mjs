// Opens pages in headless Chromium and does what a plan says; called by the tests with the plan as JSON on standard input.
// A page is `{url, steps}`; a step is `{click}`, `{fill, text}`, `{choose, value}`, `{until}` or `{read}`,
// the last two being expressions.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.DEVELOPERS}/`);
const { chromium } = require("playwright-core");
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
const results = [];

for (const { url, steps } of JSON.parse(readFileSync(0, "utf8"))) {
  const page = await browser.newPage();
  const seen = { errors: [], read: [] };
  page.on("console", (message) => message.type() === "error" && seen.errors.push(message.text()));
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  await page.goto(url);
  for (const step of steps) {
    if (step.click) await page.click(step.click);
    if (step.choose) await page.selectOption(step.choose, step.value);
    if (step.fill) await page.fill(step.fill, step.text);
    if (step.until) await page.waitForFunction(step.until, undefined, { timeout: 20000 });
    if (step.read) seen.read.push(await page.evaluate(step.read));
  }
  await page.close();
  results.push(seen);
}
await browser.close();
console.log(JSON.stringify(results));

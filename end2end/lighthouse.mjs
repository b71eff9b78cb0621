// Prints Lighthouse's four mobile scores of a page as JSON: node lighthouse.mjs URL
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const chrome = await launch({
  chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
});
// Chromium opens pages of its own when it starts, which would be measured too on a machine with two cores.
await new Promise((done) => setTimeout(done, 4000));
try {
  const { lhr } = await lighthouse(process.argv[2], { port: chrome.port, output: "json", logLevel: "error" });
  if (lhr.runtimeError) throw new Error(`${lhr.runtimeError.code}: ${lhr.runtimeError.message}`);
  const score = (id) => Math.round(lhr.categories[id].score * 100);
  const failed = Object.values(lhr.audits).filter((a) => a.score !== null && a.score < 0.9 && a.scoreDisplayMode !== "informative");
  if (process.env.LIGHTHOUSE_VERBOSE) for (const a of failed) console.error(a.id, a.score, a.displayValue ?? "", JSON.stringify(a.details?.items?.slice(0, 3) ?? ""));
  console.log(JSON.stringify({
    performance: score("performance"), accessibility: score("accessibility"),
    best_practices: score("best-practices"), seo: score("seo"),
    lcp_ms: Math.round(lhr.audits["largest-contentful-paint"].numericValue), cls: lhr.audits["cumulative-layout-shift"].numericValue,
    tbt_ms: Math.round(lhr.audits["total-blocking-time"].numericValue),
  }));
} finally {
  await chrome.kill();
}

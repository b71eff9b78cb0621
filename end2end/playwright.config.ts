import { defineConfig, devices } from "@playwright/test";

// `scripts/test` starts the shop and says where it is.
const baseURL = process.env.FAIRDROP_BASE_URL;
if (!baseURL) throw new Error("FAIRDROP_BASE_URL is not set. Run `make test`, which starts a shop for the tests.");

const chromium = {
  ...devices["Desktop Chrome"],
  launchOptions: {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // The browser must not look for hosts of its maker: tests stay on this machine.
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  },
};
const desktop = { ...chromium, viewport: { width: 1440, height: 900 } };
const phone = { ...chromium, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

export default defineConfig({
  testDir: "tests",
  fullyParallel: false,
  workers: 2,
  // A test that needs its second try is printed as flaky: the machine may be busy with other things.
  retries: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: { baseURL, trace: "retain-on-failure", screenshot: "only-on-failure", locale: "en-GB", timezoneId: "Europe/Berlin" },
  projects: [
    { name: "desktop", use: desktop },
    { name: "phone", use: phone },
    { name: "no-javascript", use: { ...phone, javaScriptEnabled: false }, grep: /@nojs/ },
  ],
});

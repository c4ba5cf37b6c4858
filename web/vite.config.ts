import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { compressed } from "./compressed.ts";

const SITE = process.env.SLATEHOUSE_SITE ?? "http://127.0.0.1:8080";
const OF_THE_SITE = ["/api", "/storage", "/media", "/upload", "/user", "/account", "/internal_api"];

export default defineConfig({
  plugins: [react(), compressed()],
  // The server puts a number of each answer in its place; the policy takes style elements that carry it.
  html: { cspNonce: "STYLE_NONCE" },
  build: {
    outDir: resolve(import.meta.dirname, "../src/slatehouse/api/web/application"),
    emptyOutDir: true,
    target: "es2023",
    manifest: true,
    // The policy of the site's pages allows no scripts and pictures inside of addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: Object.fromEntries(OF_THE_SITE.map((path) => [path, { target: SITE, secure: false }])) },
  // How long a test takes is the machine's business: on a busy one any takes too long.
  test: {
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
});

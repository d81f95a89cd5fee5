// Tests of the browser's code live beside the others in tests/web; what they import is installed here.
import path from "node:path";
import { defineConfig, type Plugin } from "vitest/config";

const WEB = import.meta.dirname;
const TESTS = path.join(WEB, "..", "tests", "web");

/** Resolves a test's bare imports as if it stood in web/src. */
const packagesOfWeb: Plugin = {
  name: "packages-of-web",
  enforce: "pre",
  resolveId(source, importer) {
    if (!importer?.startsWith(TESTS) || !/^(@?[a-z])/.test(source) || source === "vitest") return null;
    return this.resolve(source, path.join(WEB, "src", "main.tsx"), { skipSelf: true });
  },
};

export default defineConfig({
  root: TESTS,
  cacheDir: path.join(WEB, "node_modules", ".vite"),
  plugins: [packagesOfWeb],
  server: { fs: { allow: [path.join(WEB, "..")] } },
  resolve: { alias: [{ find: /^@\//, replacement: `${path.join(WEB, "src")}/` }] },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: { include: ["**/*.test.{ts,tsx}"], testTimeout: 60_000, restoreMocks: true },
});

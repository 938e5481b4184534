// node tests/cel_suite.mjs MODULES OUT: the simple tests of google/cel-spec, as npm's @bufbuild/cel-spec
// under MODULES carries them, one JSON object a line: {"file", "section", ...the test as it is written}.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

const [modules, out] = process.argv.slice(2);
const root = resolve(modules, "@bufbuild/cel-spec");
const { version } = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));
const { tests } = await import(pathToFileURL(`${root}/dist/esm/testdata/conformance.js`));
const lines = [JSON.stringify({ suite: "@bufbuild/cel-spec", version })];
for (const file of tests.suites)
  for (const section of file.suites ?? [])
    for (const { original } of section.tests ?? [])
      lines.push(JSON.stringify({ file: file.name, section: section.name, ...original }));
if (lines.length < 1000) throw new Error(`only ${lines.length} tests under ${root}`);
writeFileSync(out, lines.join("\n") + "\n");

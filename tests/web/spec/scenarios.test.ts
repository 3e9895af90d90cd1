// The scenarios of tests/spec/scenarios through the module and the client; over the core alone they
// run in tests/spec/scenarios_test.cc.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'vitest';
import { Replay, type Scenario } from './replay.js';

const folder = new URL('../../spec/scenarios/', import.meta.url);

describe.each(readdirSync(folder).sort())('%s', (file) => {
  const scenarios = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Scenario[];
  it.each(scenarios)('$name ($clauses)', async (scenario) => new Replay(scenario).run());
});

import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { followCac } from 'overt/cac';
import { followClipanion } from 'overt/clipanion';
import { followCommander } from 'overt/commander';
import { testTelemetry } from 'overt/testing';
import { followYargs } from 'overt/yargs';
import { expect, test } from 'vitest';

const require = createRequire(import.meta.url);
// Not all of these have types, and what they have does not matter here.
const { cac } = require('cac-6') as { cac: (name: string) => object };
const { Cli } = require('clipanion-4') as { Cli: new () => object };
const { Command } = require('commander-7') as { Command: new () => object };
const yargs = require('yargs-16') as (words: readonly string[]) => object;

type Telemetry = ReturnType<typeof testTelemetry>['telemetry'];

/** Wires a program of a version that the adapter does not know. Of the other frameworks, no version can be told from what they make. */
const WIRE: Readonly<Record<string, (telemetry: Telemetry) => unknown>> = {
  'cac 6': (telemetry) => followCac(telemetry, cac('ship') as never),
  'clipanion 4': (telemetry) => followClipanion(telemetry, new Cli() as never),
  'commander 7': (telemetry) => followCommander(telemetry, new Command() as never),
  'yargs 16': (telemetry) => followYargs(telemetry, yargs([]) as never),
};

test.each(Object.entries(WIRE))('%s is refused when it is wired', (_version, wire) => {
  const home = mkdtempSync(join(tmpdir(), 'overt-unsupported-'));
  const { telemetry } = testTelemetry({ home });
  try {
    expect(() => wire(telemetry)).toThrow(
      expect.objectContaining({
        code: 'OVERT_INVALID_OPTION',
        message: expect.stringMatching(/^Expected `program` to be .* \d+\.$/),
      }),
    );
  } finally {
    rmSync(home, { recursive: true });
  }
});

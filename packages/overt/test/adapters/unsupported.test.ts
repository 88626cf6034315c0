import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cac } from 'cac-6';
import { Cli } from 'clipanion-4';
import { Command } from 'commander-7';
import { followCac } from 'overt/cac';
import { followClipanion } from 'overt/clipanion';
import { followCommander } from 'overt/commander';
import { testTelemetry } from 'overt/testing';
import { followYargs } from 'overt/yargs';
import { expect, test } from 'vitest';
// @ts-expect-error Its types are of another package, which is not installed.
import yargs from 'yargs-16';

type Telemetry = ReturnType<typeof testTelemetry>['telemetry'];

/** Wires a program of a version that the adapter does not know. Of the other frameworks, no version can be told from what they make. */
const WIRE: Readonly<Record<string, (telemetry: Telemetry) => unknown>> = {
  'cac 6': (telemetry) => followCac(telemetry, cac('ship')),
  'clipanion 4': (telemetry) => followClipanion(telemetry, new Cli()),
  'commander 7': (telemetry) => followCommander(telemetry, new Command()),
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

#!/usr/bin/env node
// Off unless switched on: `TELEMETRY_ENABLED`, `telemetry.enabled`; `TELEMETRY_LOCAL` and `telemetry.local_only` keep it here.
// A tool may be built with ForceEnabled; `--force-enabled` stands for that here.
import { readConfig } from '../src/config.js';
import { say } from '../src/say.js';

const { enabled, local_only: localOnly } = readConfig('.gtb', 'config.json').telemetry ?? {};

say('gtb', {
  default: 'ask',
  aliases: [
    { variable: 'TELEMETRY_ENABLED' },
    // Both may be set: the lower one holds, so that local beats enabled, and disabled beats local.
    { variable: 'TELEMETRY_LOCAL', yes: 'local', no: 'ignore' },
  ],
  configured: enabled === true && localOnly === true ? 'local' : enabled,
  // What the machine's owner forces on, DO_NOT_TRACK still switches off.
  mandatory: process.argv.includes('--force-enabled'),
});

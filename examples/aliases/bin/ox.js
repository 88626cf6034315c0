#!/usr/bin/env node
// On after a notice: `SAGEOX_TELEMETRY=false` and `telemetry_enabled: false` switch off, `SAGEOX_FRICTION=false` a part.
import { readConfig } from '../src/config.js';
import { say } from '../src/say.js';

const { telemetry_enabled: isEnabled } = readConfig('.config', 'sageox', 'config.json');

say('ox', {
  default: 'on',
  aliases: [
    // It never could switch on what the configuration had switched off, so a yes says nothing.
    { variable: 'SAGEOX_TELEMETRY', yes: 'ignore' },
    // Friction (mistyped commands) is usage: without it, errors are left.
    { variable: 'SAGEOX_FRICTION', yes: 'ignore', no: 'errors' },
  ],
  configured: isEnabled === false ? false : undefined,
});

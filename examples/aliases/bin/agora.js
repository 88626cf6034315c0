#!/usr/bin/env node
// On unless switched off: `AGORA_SENTRY_ENABLED=0`, `telemetryEnabled: false` in config.json, DO_NOT_TRACK.
import { readConfig } from '../src/config.js';
import { say } from '../src/say.js';

const { telemetryEnabled } = readConfig('.agora', 'config.json');

say('agora', {
  default: 'on',
  level: 'errors',
  // It never could switch on, so a yes says nothing.
  aliases: [{ variable: 'AGORA_SENTRY_ENABLED', yes: 'ignore' }],
  // `true` is what the tool writes by itself: only `false` is somebody's choice.
  configured: telemetryEnabled === false ? false : undefined,
});

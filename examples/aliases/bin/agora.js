#!/usr/bin/env node
// On after a question: `AGORA_SENTRY_ENABLED=0`, `telemetryEnabled: false` in config.json, DO_NOT_TRACK. The tool is examples/agora.
import { agoraConsent } from '@overt-examples/agora/consent';
import { readConfig } from '../src/config.js';
import { say } from '../src/say.js';

say('agora', agoraConsent(readConfig('.agora', 'config.json')));

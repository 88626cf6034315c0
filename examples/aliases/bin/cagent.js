#!/usr/bin/env node
// On after a notice: `TELEMETRY_ENABLED=false` switches off, and so do 0, off and no, which it did not understand.
import { say } from '../src/say.js';

say('cagent', { default: 'on', aliases: [{ variable: 'TELEMETRY_ENABLED' }] });

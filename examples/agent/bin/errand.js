#!/usr/bin/env node
import { main } from '../src/main.js';
import { telemetry } from '../src/telemetry.js';

await main(telemetry, process.argv.slice(2));

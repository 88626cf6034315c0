#!/usr/bin/env node
import { createProgram } from '../src/program.js';
import { telemetry } from '../src/telemetry.js';

// Asks a person at a terminal once, and is silent everywhere else.
await telemetry.introduce();
await createProgram().parseAsync();

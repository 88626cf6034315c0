#!/usr/bin/env node
import { createProgram } from '../src/program.js';
import { telemetry } from '../src/telemetry.js';

// Asks a person at a terminal once, and is silent everywhere else. No `await` here: this is also made one file of CommonJS.
void telemetry.introduce().then(() => createProgram().parseAsync());

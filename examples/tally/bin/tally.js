#!/usr/bin/env node
import { createProgram } from '../src/program.js';

await createProgram().parseAsync();

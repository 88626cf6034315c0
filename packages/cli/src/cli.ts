#!/usr/bin/env node
import type * as Wrapping from './wrapping.ts';

/** For tools in other languages: what each of their runs calls. All else is for authors, and loads far more. */
const WRAPPING = ['run', 'track', 'introduce', 'telemetry', 'schema'];
const [command = '', ...args] = process.argv.slice(2);

if (WRAPPING.includes(command)) {
  const { wrap } = (await import(besides('wrapping'))) as typeof Wrapping;
  await wrap(command, args);
} else {
  await import(besides('authoring'));
}

/** A bundle of its own: not followed by the bundler. */
function besides(name: string): string {
  return `./${name}.js`;
}

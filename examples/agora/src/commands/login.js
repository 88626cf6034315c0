import { call } from '../api.js';
import { writeHomeFile } from '../home.js';
import { say } from '../say.js';

/** Begins a session, and keeps its token for the commands that follow. */
export async function logIn(name, options) {
  const { accessToken } = await call('POST', '/sessions', { name });
  writeHomeFile('session.json', { accessToken });
  say(options, { name }, [`You are logged in as ${name}.`]);
}

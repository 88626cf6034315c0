import { call } from '../api.js';
import { say } from '../say.js';

export async function createProject(name, options) {
  const { appId } = await call('POST', '/projects', { name });
  say(options, { appId, name }, [`${name} has the App ID ${appId}.`]);
}

export async function listProjects(options) {
  const { items } = await call('GET', '/projects');
  say(
    options,
    { items },
    items.map(({ appId, name }) => `${appId}  ${name}`),
  );
}

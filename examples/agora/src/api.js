import { AgoraError } from './errors.js';
import { readHomeFile } from './home.js';

const DEFAULT_URL = 'https://api.agora.example';

/** Asks Agora's service. What it refuses is an AgoraError with the service's own code and message. */
export async function call(method, path, body) {
  const { accessToken } = readHomeFile('session.json');
  if (accessToken === undefined && path !== '/sessions')
    throw new AgoraError('AUTH_UNAUTHENTICATED', 'You are not logged in. Run `agora login`.');
  const response = await fetch(new URL(path, process.env.AGORA_API_BASE_URL || DEFAULT_URL), {
    method,
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.status === 401)
    throw new AgoraError('AUTH_SESSION_EXPIRED', 'Your session is over. Run `agora login`.');
  const answer = await response.json();
  if (!response.ok) throw new AgoraError(answer.code, answer.message);
  return answer;
}

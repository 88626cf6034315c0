/** What the user cures with `agora login`. */
export const AUTH_CODES = ['AUTH_UNAUTHENTICATED', 'AUTH_SESSION_EXPIRED'];

const EXIT_AUTH = 3;
const EXIT_FAILURE = 1;

/** A failure that has a stable code. Scripts go by the code, and by the exit code. */
export class AgoraError extends Error {
  name = 'AgoraError';

  constructor(code, message) {
    super(message);
    this.code = code;
    this.exitCode = AUTH_CODES.includes(code) ? EXIT_AUTH : EXIT_FAILURE;
  }
}

/** The code with which Agora ends because of an error. */
export function exitCodeOf(error) {
  return error instanceof AgoraError ? error.exitCode : EXIT_FAILURE;
}

/** The codes of docs/wire-format.md, and the status that carries each. */
export const STATUS_OF_CODE = {
  invalid_json: 400,
  invalid_envelope: 400,
  invalid_encoding: 400,
  unauthorized: 401,
  not_found: 404,
  request_timeout: 408,
  body_too_large: 413,
  unsupported_media_type: 415,
  slow_down: 429,
  internal: 500,
  unavailable: 503,
} as const;

/** One of the codes of docs/wire-format.md. */
export type RequestErrorCode = keyof typeof STATUS_OF_CODE;

/** A request that is answered with an error. Everything under the HTTP handlers throws this and nothing else on purpose. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: RequestErrorCode;
  readonly status: (typeof STATUS_OF_CODE)[RequestErrorCode];

  constructor(code: RequestErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = STATUS_OF_CODE[code];
  }
}

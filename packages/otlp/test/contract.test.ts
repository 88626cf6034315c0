import { describeSink } from 'overt/testing';
import { describe, it } from 'vitest';
import { otlp } from '../src/index.ts';
import { createSink } from '../src/sink.ts';
import { makeTools } from '../../overt/test/harness/batches.ts';
import { encodeAnswer } from './harness/decode.ts';
import { idsOf, startReceiver } from './harness/receiver.ts';

const WARNING = {
  status: 200,
  body: encodeAnswer('Logs', { partialSuccess: { errorMessage: 'This is an old version.' } }),
  headers: { 'content-type': 'application/x-protobuf' },
};

for (const protocol of ['http/protobuf', 'http/json'] as const) {
  // After a 500 (`broken`), OTLP does not let a request be sent again.
  for (const fault of ['throttled', 'busy', 'garbage', 'cut', 'silent'] as const) {
    describeSink({ describe, it }, `otlp by ${protocol} that may be ${fault}`, async () => {
      const receiver = await startReceiver();
      const { name, options } = otlp({ url: receiver.url, protocol, runs: true });
      return {
        sink: createSink(makeTools(Date, 500), { name, options }),
        arrived: async () => idsOf(receiver),
        breakDown: async () => {
          // Of an empty answer, nothing could be cut off.
          receiver.answerWith(({ headers }) =>
            headers['content-type'] === 'application/json' ? undefined : WARNING,
          );
          receiver.setFault(fault);
        },
        close: receiver.close,
      };
    });
  }
}

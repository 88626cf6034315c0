/**
 * The code of the sink, as a file of its own: dist/sink.cjs, which only the courier loads. It gets the network from there, and
 * loads nothing but what is built into Node.
 */
import type { CreateSink } from 'overt';
import { createSend } from './send/send.ts';
import type { SinkSettings } from './settings.ts';

export const createSink: CreateSink = (tools, { name, options }) => {
  const send = createSend(tools, options as SinkSettings);
  return { name, send: (batch, { signal }) => send(batch, signal) };
};

/**
 * The code of the sink, as a file of its own: dist/sink.cjs, which only the courier loads. It gets the network from there, and
 * loads nothing but what is built into Node.
 */
import type { CreateSink } from 'overt';
import { createPost } from './send/post.ts';
import { sendSteps } from './send/send.ts';
import { planSteps } from './send/steps.ts';
import type { SinkSettings } from './settings.ts';

export const createSink: CreateSink = (tools, { name, options }) => {
  const settings = options as SinkSettings;
  const post = createPost(tools, settings);
  return {
    name,
    send: (batch, { signal }) =>
      sendSteps({ ...tools, post }, planSteps({ ...tools, settings }, batch.events), [batch, signal]),
  };
};

/** What only agents need, in a file of its own: the first session of a run loads it. */
import { Sessions } from '../agents/sessions.ts';
import type { Context } from '../telemetry/context.ts';
import type { Recorder } from '../telemetry/recorder.ts';

export function createSessions(context: Context, recorder: Recorder): Sessions {
  return new Sessions(context, recorder);
}

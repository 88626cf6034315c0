import type { Cold } from '../telemetry/context.ts';

/** Tells when something happens that most runs do without, and what came of it. */
export function logCalls(cold: Cold, say: (text: string) => void): Cold {
  return {
    ...cold,
    startDetached: (...call) => {
      const isStarted = cold.startDetached(...call);
      say(isStarted ? `started a courier in ${call[1]}` : 'started no courier: none is due');
      return isStarted;
    },
    deliverAndWait: (...call) => {
      say('delivers before the process ends');
      cold.deliverAndWait(...call);
    },
    deliverWithin: async (...call) => {
      const result = await cold.deliverWithin(...call);
      say(`delivered from within: ${result.outcome}, ${result.pending} events left`);
      return result;
    },
    introduce: async (...call) => {
      const introduction = await cold.introduce(...call);
      say(`introduction: ${introduction}`);
      return introduction;
    },
    storeChoice: (...call) => {
      const isStored = cold.storeChoice(...call);
      say(`${isStored ? 'stored' : 'could not store'} the choice "${call[1]}"`);
      return isStored;
    },
    makeRoom: (...call) => {
      const lost = cold.makeRoom(...call);
      say(`made room: ${JSON.stringify(lost)}`);
      return lost;
    },
  };
}

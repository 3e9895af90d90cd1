import type { Engine, EventText } from 'synchrone-module';
import { parseJson } from '../../host/http/json_text.js';
import type { EngineTurn } from '../../types/mutation_queue.js';

/** The engine, with each of its turns reported: names, numbers, codes and ids, never contents. */
export function traced(engine: Engine, report: (turn: EngineTurn) => void): Engine {
  return new Proxy(engine, {
    get: (target, name: keyof Engine) => {
      const member: unknown = target[name];
      if (typeof member !== 'function') return member;
      return (...values: unknown[]): unknown => {
        const answer: unknown = Reflect.apply(member, target, values);
        report(turnOf(name, values, answer));
        return answer;
      };
    },
  });
}

function turnOf(input: string, values: readonly unknown[], answer: unknown): EngineTurn {
  const isBare = (value: unknown): boolean => /number|boolean/.test(typeof value);
  const bare = values.filter(isBare).map(String);
  const text = input === 'takeEvents' && answer !== '' ? String(answer) : '[]';
  return {
    input: input === 'timer' ? `timer ${String(values[0])}` : [input, ...bare].join(' '),
    events: (parseJson(text) as EventText[]).map(named),
  };
}

/** The name of an event, such as "settled 01H… confirmed" or "diagnostic NO_BASE". */
function named(event: EventText): string {
  const { type, id, mutation, entity, code, status, cause, kind, waiting } = event as Partial<
    Record<string, unknown>
  > & { type: string };
  const about = id ?? (mutation as { id?: string } | undefined)?.id ?? mutation ?? entity;
  const words = [type, about, code, cause ?? status, kind, waiting];
  return words.filter((word) => typeof word === 'string' && word !== '').join(' ');
}

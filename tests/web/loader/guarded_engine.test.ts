import { describe, expect, it, vi } from 'vitest';
import type { Engine } from 'synchrone-module';
import { type EngineSource, GuardedEngine } from '../../../web/src/loader/guarded_engine.js';

const trap = (): never => {
  throw new WebAssembly.RuntimeError('unreachable');
};

/** A source whose engines are numbers in disguise: 1, 2, … */
function numberedEngines(overrides: Partial<EngineSource> = {}) {
  let count = 0;
  const source = {
    require: vi.fn(),
    load: vi.fn(() => ({ number: (count += 1) }) as unknown as Engine),
    start: vi.fn(),
    seen: (engine: Engine) => engine,
    restarted: vi.fn(),
    stopped: vi.fn(() => new Error('stopped')),
    ...overrides,
  };
  return { source, guard: new GuardedEngine(source) };
}

const numberOf = (engine: Engine): number => (engine as unknown as { number: number }).number;

describe('7.2: GuardedEngine', () => {
  it('loads at the first use only', () => {
    const { source, guard } = numberedEngines();
    expect(guard.running).toBe(false);
    expect(source.load).not.toHaveBeenCalled();
    expect(guard.call(numberOf)).toBe(1);
    expect(guard.call(numberOf)).toBe(1);
    expect(source.load).toHaveBeenCalledTimes(1);
    expect(source.start).toHaveBeenCalledTimes(1);
  });

  it('a trap restarts the engine and the command is done again', () => {
    const { source, guard } = numberedEngines();
    expect(guard.call((engine) => (numberOf(engine) === 1 ? trap() : numberOf(engine)))).toBe(2);
    expect(source.start).toHaveBeenCalledTimes(2);
    expect(source.restarted).toHaveBeenCalledTimes(1);
  });

  it('a command that the journal shows to be carried out is not done again', () => {
    const { guard } = numberedEngines();
    const command = vi.fn(trap);
    expect(guard.call<string>(command, () => 'salvaged')).toBe('salvaged');
    expect(command).toHaveBeenCalledTimes(1);
  });

  it('a second trap stops it for good and is reported once', () => {
    const { source, guard } = numberedEngines();
    expect(() => guard.call(trap)).toThrow('stopped');
    expect(() => guard.call(numberOf)).toThrow('stopped');
    expect(source.stopped).toHaveBeenCalledTimes(1);
    expect(source.load).toHaveBeenCalledTimes(2);
    expect(guard.running).toBe(false);
  });

  it('a second trap that comes later stops it, too', () => {
    const { source, guard } = numberedEngines();
    guard.call((engine) => (numberOf(engine) === 1 ? trap() : 0));
    expect(() => guard.call(trap)).toThrow('stopped');
    expect(source.load).toHaveBeenCalledTimes(2);
  });

  it('a trap of the start counts', () => {
    const { source, guard } = numberedEngines({ start: vi.fn(trap) });
    expect(() => guard.call(numberOf)).toThrow('stopped');
    expect(source.start).toHaveBeenCalledTimes(2);
  });

  it('a stack overflow is a trap and other errors are not', () => {
    const { source, guard } = numberedEngines();
    expect(() =>
      guard.call(() => {
        throw new TypeError('mine');
      }),
    ).toThrow('mine');
    expect(source.load).toHaveBeenCalledTimes(1);
    expect(
      guard.call((engine) => {
        if (numberOf(engine) === 1) throw new RangeError('stack');
        return numberOf(engine);
      }),
    ).toBe(2);
  });

  it('what cannot be loaded is not loaded again', () => {
    const load = vi.fn(() => {
      throw new Error('blocked');
    });
    const { guard } = numberedEngines({ load });
    expect(() => guard.call(numberOf)).toThrow('blocked');
    expect(() => guard.call(numberOf)).toThrow('blocked');
    expect(load).toHaveBeenCalledTimes(1);
  });
});

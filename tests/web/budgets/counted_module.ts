import type { Engine, ModuleHost } from 'synchrone-module';

/** Calls that went into the module and out of it. */
export const crossings = { count: 0 };

type Method = (...parameters: unknown[]) => unknown;

/** Calls that each turn makes once. */
const UNCOUNTED: readonly (string | symbol)[] = ['now', 'random'];

function counted<T extends object>(target: T): T {
  return new Proxy(target, {
    get: (_, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...parameters: unknown[]): unknown => {
        if (!UNCOUNTED.includes(name)) crossings.count += 1;
        return (member as Method).apply(target, parameters);
      };
    },
  });
}

/** The module, with its boundary counted. */
export const countedModule =
  (create: (options: { host: ModuleHost }) => Engine) =>
  ({ host }: { host: ModuleHost }): Engine =>
    counted(create({ host: counted(host) }));

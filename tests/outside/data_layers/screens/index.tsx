import { QueryClientProvider } from '@tanstack/react-query';
import { Fragment, type ComponentType, type PropsWithChildren, type ReactNode } from 'react';
import { Provider } from 'react-redux';

/** The four screens of a layer, of whose lines the guide speaks. */
interface Screens {
  List: ComponentType;
  Filtered: ComponentType<{ city: string }>;
  Infinite: ComponentType<{ count: number }>;
  Detail: ComponentType<{ id: string }>;
}

/** The screens, and what is around them in the layer's own way. */
type Load = () => Promise<{ screens: Screens; Around: ComponentType<PropsWithChildren> }>;

const loads: { readonly [name: string]: Load } = {
  query: async () => {
    const screens = await import('./query.tsx');
    const Around = ({ children }: PropsWithChildren): ReactNode => (
      <QueryClientProvider client={screens.queryClient}>{children}</QueryClientProvider>
    );
    return { screens, Around };
  },
  rtk: async () => {
    const screens = await import('./rtk.tsx');
    const Around = ({ children }: PropsWithChildren): ReactNode => (
      <Provider store={screens.store}>{children}</Provider>
    );
    return { screens, Around };
  },
  swr: async () => {
    const screens = await import('./swr.tsx');
    return { screens, Around: screens.Cache };
  },
  zustand: async () => ({ screens: await import('./zustand.tsx'), Around: Fragment }),
};

/** @returns the four screens on one page */
export async function loadScreens(name: string): Promise<ComponentType> {
  const load = loads[name];
  if (!load) throw new Error(`There are no screens of ${name}.`);
  const { screens, Around } = await load();
  const { List, Filtered, Infinite, Detail } = screens;
  return () => (
    <Around>
      <section data-screen="list">
        <List />
      </section>
      <section data-screen="filtered">
        <Filtered city="Lyon" />
      </section>
      <section data-screen="infinite">
        <Infinite count={5} />
      </section>
      <section data-screen="detail">
        <Detail id="p1" />
      </section>
    </Around>
  );
}

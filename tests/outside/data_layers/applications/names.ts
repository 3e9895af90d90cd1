/** Every data layer that the cases run over, by the name that a page is opened with. */
export const layers = {
  query: 'TanStack Query',
  rtk: 'RTK Query',
  swr: 'SWR',
  zustand: 'Zustand',
  router: 'a router',
};

export type LayerName = keyof typeof layers;

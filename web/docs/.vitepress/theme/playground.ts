import { useData, withBase } from 'vitepress';
import { defineComponent, h, onBeforeUnmount, onMounted, ref } from 'vue';

/** Where React shows the playground; the package is loaded when the page is shown, not before. */
export const Playground = defineComponent({
  props: { isSecondTab: Boolean },
  setup(props) {
    const { lang } = useData();
    const place = ref<HTMLElement | null>(null);
    let unmount = (): void => undefined;
    let isGone = false;
    onMounted(async () => {
      const { mount } = await import('../../playground/mount.tsx');
      if (place.value === null || isGone) return;
      const language = languageOf(lang.value);
      const secondTab = props.isSecondTab ? null : withBase(`/second-tab.html?${language}`);
      unmount = await mount(place.value, { language, secondTab });
      if (isGone) unmount();
    });
    onBeforeUnmount(() => {
      isGone = true;
      unmount();
    });
    return () => h('div', { ref: place, class: 'playground' });
  },
});

/** The second tab is one page for both languages; its address says which. */
function languageOf(page: string): 'en' | 'fr' {
  return page === 'fr' || location.search === '?fr' ? 'fr' : 'en';
}

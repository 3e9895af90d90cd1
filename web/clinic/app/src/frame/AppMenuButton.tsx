import { ActionIcon } from '@mantine/core';
import { IconDots } from '../icons/icons.tsx';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { part } from '../parts/parts.ts';
import { buttonOf, usePopup } from '../popups/usePopup.ts';
import { WhileOpen } from '../popups/WhileOpen.tsx';

const AppMenu = part(async () => (await import('../parts/seldom.ts')).AppMenu);

/** Opens the application's menu; among the tabs of a phone, as one of them. */
export function AppMenuButton({ tabClassName }: { tabClassName?: string | undefined }) {
  const { navigation } = useMessages();
  const popup = usePopup();
  const button = buttonOf(popup, 'menu');
  return (
    <>
      {tabClassName === undefined ? (
        <ActionIcon aria-label={navigation.menu} {...button}>
          <IconDots size={18} />
        </ActionIcon>
      ) : (
        <button type="button" className={tabClassName} {...button}>
          <IconDots size={22} stroke={1.75} aria-hidden="true" />
          {navigation.more}
        </button>
      )}
      <WhileOpen popup={popup}>
        <AppMenu popup={popup} onPhone={tabClassName !== undefined} />
      </WhileOpen>
    </>
  );
}

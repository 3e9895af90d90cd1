import { Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import {
  IconBuilding,
  IconDeviceDesktop,
  IconEye,
  IconFlask,
  IconKey,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconRefresh,
  IconStethoscope,
  IconSun,
  IconUserCog,
} from '../icons/icons.tsx';
import { Link } from 'wouter';
import { useDemoMode } from '../demo/useDemoMode.ts';
import { useLanguage, useMessages } from '../i18n/LanguageProvider.tsx';
import { languageNames, type Language } from '../i18n/language.ts';
import { useWords } from '../management/words.ts';
import { mayManage } from '../session/person.ts';
import { undoSeconds, usePreferences } from '../session/preferences.ts';
import { usePerson } from '../session/useSession.ts';
import { useSignOut } from '../session/useSignOut.ts';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { PopupMenu } from '../popups/PopupMenu.tsx';
import type { Popup } from '../popups/usePopup.ts';
import { paths } from '../app/paths.ts';

const schemes: ReadonlyArray<{ scheme: MantineColorScheme; icon: typeof IconSun }> = [
  { scheme: 'light', icon: IconSun },
  { scheme: 'dark', icon: IconMoon },
  { scheme: 'auto', icon: IconDeviceDesktop },
];

/** Who is signed in, appearance, language, help, and the demonstration, out of the way of the work. */
export function AppMenu({ popup, onPhone }: { popup: Popup; onPhone: boolean }) {
  const { messages } = useLanguage();
  const { open } = useDialogs();
  return (
    <PopupMenu popup={popup} position="bottom-end" width={240}>
      <PersonItems />
      <ManagementItems />
      <Menu.Divider />
      <AppearanceItems />
      <Menu.Divider />
      <LanguageItems />
      <Menu.Divider />
      <UndoItems />
      <Menu.Divider />
      {onPhone && (
        <Menu.Item
          component={Link}
          href={paths.practitioners}
          leftSection={<IconStethoscope size={16} />}
        >
          {messages.navigation.practitioners}
        </Menu.Item>
      )}
      <Menu.Item component={Link} href={paths.sync} leftSection={<IconRefresh size={16} />}>
        {messages.navigation.sync}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconKeyboard size={16} />}
        onClick={() => open({ kind: 'shortcuts' })}
      >
        {messages.settings.shortcuts}
      </Menu.Item>
      <DemoItem />
    </PopupMenu>
  );
}

/** For demonstrations: where the server is one. */
function DemoItem() {
  const { settings } = useMessages();
  const { open } = useDialogs();
  const { mode } = useDemoMode();
  if (mode === null) return null;
  return (
    <Menu.Item leftSection={<IconFlask size={16} />} onClick={() => open({ kind: 'demo' })}>
      {settings.demonstration}
    </Menu.Item>
  );
}

function PersonItems() {
  const { messages } = useLanguage();
  const words = useWords();
  const { name, role } = usePerson();
  const signOut = useSignOut();
  return (
    <>
      <Menu.Label>
        {name} · {messages.session.roles[role]}
      </Menu.Label>
      <Menu.Item component={Link} href={paths.ownAccount} leftSection={<IconKey size={16} />}>
        {words.ownAccount}
      </Menu.Item>
      <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
        {messages.session.signOut}
      </Menu.Item>
    </>
  );
}

function ManagementItems() {
  const words = useWords();
  const { clinic } = useMessages();
  if (!mayManage(usePerson())) return null;
  return (
    <>
      <Menu.Item component={Link} href={paths.clinic} leftSection={<IconBuilding size={16} />}>
        {clinic}
      </Menu.Item>
      <Menu.Item component={Link} href={paths.accounts} leftSection={<IconUserCog size={16} />}>
        {words.accounts}
      </Menu.Item>
      <Menu.Item component={Link} href={paths.audit} leftSection={<IconEye size={16} />}>
        {words.audit}
      </Menu.Item>
    </>
  );
}

function AppearanceItems() {
  const { messages } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Label>{messages.settings.appearance}</Menu.Label>
      {schemes.map(({ scheme, icon: Icon }) => (
        <Menu.RadioItem
          key={scheme}
          value={scheme}
          checked={colorScheme === scheme}
          rightSection={<Icon size={16} />}
          closeMenuOnClick
          onChange={() => setColorScheme(scheme)}
        >
          {messages.settings[scheme]}
        </Menu.RadioItem>
      ))}
    </>
  );
}

/** How long what was done can be taken back, and waits for it. */
function UndoItems() {
  const { undo } = useMessages();
  const { undoSeconds: chosen, choose } = usePreferences();
  return (
    <>
      <Menu.Label>{undo.delay}</Menu.Label>
      {undoSeconds.map((seconds) => (
        <Menu.RadioItem
          key={seconds}
          value={String(seconds)}
          checked={seconds === chosen}
          closeMenuOnClick
          onChange={() => choose({ undoSeconds: seconds })}
        >
          {seconds === 0 ? undo.never : undo.seconds(seconds)}
        </Menu.RadioItem>
      ))}
    </>
  );
}

function LanguageItems() {
  const { messages, language, choose } = useLanguage();
  return (
    <>
      <Menu.Label>{messages.settings.language}</Menu.Label>
      {(Object.keys(languageNames) as Language[]).map((candidate) => (
        <Menu.RadioItem
          key={candidate}
          lang={candidate}
          value={candidate}
          checked={candidate === language}
          closeMenuOnClick
          onChange={() => choose(candidate)}
        >
          {languageNames[candidate]}
        </Menu.RadioItem>
      ))}
    </>
  );
}

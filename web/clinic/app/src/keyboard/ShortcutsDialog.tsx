import { Kbd, Modal } from '@mantine/core';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { pages } from '../app/pages.ts';
import classes from './ShortcutsDialog.module.css';

type Line = readonly [keys: readonly string[], words: string];

/** Every shortcut, one line each. */
export function ShortcutsDialog() {
  const { shortcuts: words, undo, actions, navigation } = useMessages();
  const { close } = useDialogs();
  const lines: readonly Line[] = [
    [['Ctrl', 'K'], words.palette],
    [['/'], words.search],
    [['n'], words.new],
    [['e'], words.edit],
    [['Ctrl', 'Z'], undo.shortcut],
    [['↑', '↓'], words.up],
    [['Esc'], words.close],
    ...pages.map(({ id, key }): Line => [['g', key], words.goTo(navigation[id])]),
    [['←', '→'], words.agenda],
    [['t'], words.today],
    [['j', 's'], words.views],
    [['?'], words.help],
  ];
  return (
    <Modal
      opened
      onClose={close}
      title={words.title}
      closeButtonProps={{ 'aria-label': actions.close }}
      styles={{ title: { fontWeight: 620 } }}
    >
      <dl className={classes.list}>
        {lines.map(([keys, meaning]) => (
          <div key={meaning}>
            <dt>{meaning}</dt>
            <dd>
              {keys.map((key) => (
                <Kbd key={key} size="sm">
                  {key}
                </Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}

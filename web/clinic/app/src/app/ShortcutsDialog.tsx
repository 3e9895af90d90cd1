import { Kbd, Modal } from '@mantine/core';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useDialogs } from './dialogs.tsx';
import classes from './ShortcutsDialog.module.css';

/** Every shortcut, one line each. */
export function ShortcutsDialog() {
  const { shortcuts: words, actions } = useMessages();
  const { close } = useDialogs();
  const lines: ReadonlyArray<[keys: readonly string[], words: string]> = [
    [['Ctrl', 'K'], words.palette],
    [['/'], words.search],
    [['n'], words.new],
    [['e'], words.edit],
    [['↑', '↓'], words.up],
    [['Esc'], words.close],
    [['g', 'a p m t'], words.go],
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

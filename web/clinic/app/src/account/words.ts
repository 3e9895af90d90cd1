import { useLanguage } from '../i18n/LanguageProvider.tsx';

const fr = {
  title: 'Mon compte',
  password: 'Mot de passe',
  ownPassword: 'Mot de passe actuel',
  newPassword: 'Nouveau mot de passe',
  passwordHint: 'Au moins 12 caractères ; une phrase convient bien.',
  changePassword: 'Changer le mot de passe',
  passwordChanged: 'Le mot de passe est changé. Vos autres postes sont déconnectés.',
  secondFactor: 'Double authentification',
  explanation:
    'En plus du mot de passe, un code à six chiffres d’une application de votre téléphone est demandé à la connexion.',
  demanded: 'La direction la demande pour votre compte.',
  isOn: 'Active.',
  codesLeft: (n: number) =>
    n === 1 ? 'Il reste 1 code de secours.' : `Il reste ${n} codes de secours.`,
  start: 'Activer',
  scan: 'Scannez ce code avec votre application, ou saisissez-y la clé. Elle n’est montrée qu’une fois.',
  qr: 'Code QR de la clé',
  key: 'Clé :',
  code: 'Code à six chiffres',
  anyCode: 'Code à six chiffres, ou code de secours',
  confirm: 'Confirmer',
  recoveryTitle: 'Codes de secours',
  recovery:
    'Chacun remplace une fois le téléphone. Notez-les ou imprimez-les : ils ne sont montrés qu’une fois.',
  noted: 'Je les ai notés',
  renew: 'Nouveaux codes de secours',
  turnOff: 'Désactiver',
  failed: 'Le serveur ne répond pas. Réessayez dans un instant.',
  setUpTitle: 'Une étape de plus',
  signOut: 'Se déconnecter',
};

export type Words = typeof fr;

const en: Words = {
  title: 'My account',
  password: 'Password',
  ownPassword: 'Current password',
  newPassword: 'New password',
  passwordHint: 'At least 12 characters; a sentence is good.',
  changePassword: 'Change the password',
  passwordChanged: 'The password is changed. Your other devices are signed out.',
  secondFactor: 'Second factor',
  explanation:
    'Besides the password, the sign-in asks for a code of six digits from an application on your phone.',
  demanded: 'The management asks for it on your account.',
  isOn: 'On.',
  codesLeft: (n) => (n === 1 ? '1 recovery code is left.' : `${n} recovery codes are left.`),
  start: 'Turn on',
  scan: 'Scan this code with your application, or type the key into it. It is shown once.',
  qr: 'QR code of the key',
  key: 'Key:',
  code: 'Code of six digits',
  anyCode: 'Code of six digits, or a recovery code',
  confirm: 'Confirm',
  recoveryTitle: 'Recovery codes',
  recovery:
    'Each takes the place of the phone once. Write them down or print them: they are shown once.',
  noted: 'I have written them down',
  renew: 'New recovery codes',
  turnOff: 'Turn off',
  failed: 'The server does not answer. Try again in a moment.',
  setUpTitle: 'One more step',
  signOut: 'Sign out',
};

const es: Words = {
  title: 'Mi cuenta',
  password: 'Contraseña',
  ownPassword: 'Contraseña actual',
  newPassword: 'Nueva contraseña',
  passwordHint: 'Al menos 12 caracteres; una frase va bien.',
  changePassword: 'Cambiar la contraseña',
  passwordChanged: 'La contraseña ha cambiado. Sus otros equipos están desconectados.',
  secondFactor: 'Doble autenticación',
  explanation:
    'Además de la contraseña, al iniciar sesión se pide un código de seis cifras de una aplicación de su teléfono.',
  demanded: 'La dirección la exige para su cuenta.',
  isOn: 'Activada.',
  codesLeft: (n) =>
    n === 1 ? 'Queda 1 código de recuperación.' : `Quedan ${n} códigos de recuperación.`,
  start: 'Activar',
  scan: 'Escanee este código con su aplicación, o escriba en ella la clave. Se muestra una sola vez.',
  qr: 'Código QR de la clave',
  key: 'Clave:',
  code: 'Código de seis cifras',
  anyCode: 'Código de seis cifras, o código de recuperación',
  confirm: 'Confirmar',
  recoveryTitle: 'Códigos de recuperación',
  recovery:
    'Cada uno sustituye una vez al teléfono. Anótelos o imprímalos: se muestran una sola vez.',
  noted: 'Los he anotado',
  renew: 'Nuevos códigos de recuperación',
  turnOff: 'Desactivar',
  failed: 'El servidor no responde. Vuelva a intentarlo en un momento.',
  setUpTitle: 'Un paso más',
  signOut: 'Cerrar sesión',
};

const words = { fr, en, es };

/** The sentences of one's own account, in the chosen language. */
export function useAccountWords(): Words {
  return words[useLanguage().language];
}

import 'synchrone/testing';

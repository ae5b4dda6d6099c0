// Harbor CRM for App Connect, in TypeScript, with OAuth 2.0. Every export is one interface of App Connect.

const authentication = require('./authentication');
const contacts = require('./contacts');
const callLogs = require('./callLogs');
const messageLogs = require('./messageLogs');
const appointments = require('./appointments');

exports.getAuthType = authentication.getAuthType;
exports.getOauthInfo = authentication.getOauthInfo;
exports.getUserInfo = authentication.getUserInfo;
exports.authValidation = authentication.authValidation;
exports.refreshUserInfo = authentication.refreshUserInfo;
exports.unAuthorize = authentication.unAuthorize;
exports.getLicenseStatus = authentication.getLicenseStatus;
exports.getUserList = authentication.getUserList;

exports.findContact = contacts.findContact;
exports.findContactWithName = contacts.findContactWithName;
exports.createContact = contacts.createContact;

exports.getLogFormatType = callLogs.getLogFormatType;
exports.createCallLog = callLogs.createCallLog;
exports.getCallLog = callLogs.getCallLog;
exports.updateCallLog = callLogs.updateCallLog;
exports.upsertCallDisposition = callLogs.upsertCallDisposition;

exports.createMessageLog = messageLogs.createMessageLog;
exports.updateMessageLog = messageLogs.updateMessageLog;

exports.listAppointments = appointments.listAppointments;
exports.createAppointment = appointments.createAppointment;
exports.updateAppointment = appointments.updateAppointment;
exports.refreshAppointment = appointments.refreshAppointment;
exports.confirmAppointment = appointments.confirmAppointment;
exports.cancelAppointment = appointments.cancelAppointment;
export {};

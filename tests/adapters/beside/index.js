// Tells what it sees of the process that it runs in.
const { look } = require('./look.cjs');

exports.getAuthType = () => 'apiKey';
exports.findContact = ({ packages }) => look(require, packages);

module.exports = () => 'apiKey';

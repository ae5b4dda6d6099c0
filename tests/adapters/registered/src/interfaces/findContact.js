module.exports = async () => ({ successful: true, matchedContactInfo: [] });

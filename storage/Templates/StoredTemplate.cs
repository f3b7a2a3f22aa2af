namespace BalanceNotifications.Templates;

/// <summary>One revision of a template.</summary>
public sealed record StoredTemplate(Guid Id, int Revision, MessageTemplate Template);

namespace BalanceNotifications.Templates;

/// <summary>One revision of a template.</summary>
public sealed record StoredTemplate(Guid Id, int Revision, MessageTemplate Template);

/// <summary>One revision of a template, and who made it.</summary>
public sealed record TemplateRevision(
    int Revision, MessageTemplate Template, DateTimeOffset CreatedAt, string CreatedBy);

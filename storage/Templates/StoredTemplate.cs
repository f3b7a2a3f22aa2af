namespace BalanceNotifications.Templates;

/// <summary>One revision of a template.</summary>
public sealed record StoredTemplate(Guid Id, int Revision, MessageTemplate Template);

/// <summary>A profile in force that sends an older revision of a template until it is proofed and approved again.</summary>
public sealed record StaleProfile(Guid Id, string Name);

/// <summary>One revision of a template, and who made it.</summary>
public sealed record TemplateRevision(
    int Revision, MessageTemplate Template, DateTimeOffset CreatedAt, string CreatedBy);

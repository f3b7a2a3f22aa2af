using System.Collections.Concurrent;
using BalanceNotifications.Accounts;
using BalanceNotifications.Errors;
using BalanceNotifications.Templates;

namespace BalanceNotifications.Batches;

/// <summary>
/// What the rows of an on-demand file are held against: the practice's templates and settings at the moment it comes. A row
/// keeps the revision of its template, as a single request does. Rows may be read on several threads.
/// </summary>
internal sealed class OnDemandRules(OnDemandSetting setting, IEnumerable<StoredTemplate> templates)
{
    // A file says the same words to many: they are looked through once.
    private const int MostWordsKept = 1000;

    private readonly Dictionary<Guid, StoredTemplate> _templates = templates.ToDictionary(template => template.Id);
    private readonly ConcurrentDictionary<(Channel Channel, string? Subject, string Text), IReadOnlyList<FieldError>> _words = [];

    public static async Task<OnDemandRules> LoadAsync(
        RowScope scope, OnDemandSetting setting, TemplateStore templates, CancellationToken cancellationToken)
    {
        var all = new List<StoredTemplate>();
        Guid? after = null;
        do
        {
            var page = await templates.ListAsync(scope, after, limit: 500, cancellationToken);
            all.AddRange(page.Items);
            after = page.Next is null ? null : page.Items[^1].Id;
        }
        while (after is not null);

        return new(setting, all);
    }

    /// <param name="request">Without an id of its own it goes by its place in the file.</param>
    public SendOnDemand Read(SendOnDemandRequest request, UploadedRow row)
    {
        if (request.OverrideContactHours is true)
        {
            row.Checks.Add("overrideContactHours", "Is for one guarantor who is on the phone, not for a file.");
        }

        var named = request.TemplateId is { } id ? _templates.GetValueOrDefault(id) : null;
        var command = (request with { RequestId = request.RequestId ?? row.Id }).Read(row.Checks, row.Origin);
        row.Checks.Add(FaultsOf(request, command, named));
        return command with { TemplateRevision = named?.Revision };
    }

    private IReadOnlyList<FieldError> FaultsOf(SendOnDemandRequest request, SendOnDemand command, StoredTemplate? named)
    {
        if (command.Text is not { } text)
        {
            return FaultsIn(request, command, named);
        }

        if (_words.TryGetValue((command.Channel, command.Subject, text), out var known))
        {
            return known;
        }

        if (_words.Count >= MostWordsKept)
        {
            _words.Clear();
        }

        return _words[(command.Channel, command.Subject, text)] = FaultsIn(request, command, named);
    }

    private IReadOnlyList<FieldError> FaultsIn(SendOnDemandRequest request, SendOnDemand command, StoredTemplate? named)
    {
        var checks = new FieldChecks();
        request.Validate(checks, command, setting, named);
        return checks.Errors;
    }
}

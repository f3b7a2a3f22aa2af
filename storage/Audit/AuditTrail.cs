using System.Globalization;
using Npgsql;

namespace BalanceNotifications.Audit;

/// <summary>
/// One of the trails: a practice's, or that of the installation, which belongs to none. Each has a chain of seals of its
/// own. What reads one takes its <see cref="Parameters"/> first.
/// </summary>
public sealed class AuditTrail
{
    private const string Columns = "id, at, actor, action, subject, detail, written_in";

    private AuditTrail(RowScope scope, string name, string rows) => (Scope, Name, Rows) = (scope, name, rows);

    public RowScope Scope { get; }

    /// <summary>Permanent: it is part of what is sealed.</summary>
    public string Name { get; }

    /// <summary>Its rows, as a table of a query.</summary>
    internal string Rows { get; }

    /// <param name="scope">Names one practice.</param>
    public static AuditTrail OfPractice(RowScope scope) => new(
        scope,
        string.Create(CultureInfo.InvariantCulture, $"practice/{scope.Practice!.Value}"),
        $"(select {Columns} from audit where practice_id = $2)");

    public static AuditTrail OfInstallation(string organisation) => new(
        new(organisation, null),
        "installation",
        "(select id, at, actor, action, 'installation'::text as subject, detail, written_in from installation_audit)");

    /// <summary>$1 its name, $2 the practice, 0 for none, $3 the organisation.</summary>
    internal List<NpgsqlParameter> Parameters() =>
        [Database.Value(Name), Database.Value(Scope.Practice ?? 0), Database.Value(Scope.Organisation)];
}

using Fluid;
using Fluid.Ast;

namespace BalanceNotifications.Templates;

/// <summary>
/// Whether a parsed template shows something whatever its values are: outside every condition, or in each branch of one.
/// </summary>
internal static class UnconditionalPart
{
    public static bool Shows(IFluidTemplate template, Func<Statement, bool> shown) =>
        Shows(((IStatementList)template).Statements, shown);

    private static bool Shows(IReadOnlyList<Statement> statements, Func<Statement, bool> shown) =>
        statements.Any(statement => statement switch
        {
            IfStatement { Else: { } otherwise } one => Shows(one.Statements, shown)
                && one.ElseIfs.All(branch => Shows(branch.Statements, shown))
                && Shows(otherwise.Statements, shown),
            UnlessStatement { Else: { } otherwise } one => Shows(one.Statements, shown)
                && Shows(otherwise.Statements, shown),
            CaseStatement { Else: { } otherwise } one => one.Whens.All(branch => Shows(branch.Statements, shown))
                && Shows(otherwise.Statements, shown),
            _ => shown(statement),
        });
}
